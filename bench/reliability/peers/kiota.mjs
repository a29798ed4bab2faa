// The beta SDK's own adapter, models and middleware. There is no package of request builders for trust framework keys, so the request is
// described by hand, as a generated builder would. Nothing in it takes an AbortSignal.

import { HttpMethod, RequestInformation } from "@microsoft/kiota-abstractions";
import { GraphBetaRequestAdapter, createGraphBetaServiceClient } from "@microsoft/msgraph-beta-sdk";
import { serializeTrustFrameworkKey_v2 } from "@microsoft/msgraph-beta-sdk/models/index.js";
import { createODataErrorFromDiscriminatorValue } from "@microsoft/msgraph-beta-sdk/models/oDataErrors/index.js";
import { GraphAzureIdentityAuthenticationProvider } from "@microsoft/msgraph-sdk-core";
import { versionOf } from "../../lib/version.mjs";

const TEMPLATE = "{+baseurl}/trustFramework/keySets/{keyset}/keys_v2/{key}";

export default {
  name: "kiota",
  version: `${versionOf("@microsoft/msgraph-beta-sdk")}, fetchlibrary ${versionOf("@microsoft/kiota-http-fetchlibrary")}`,
  settings:
    "`GraphBetaRequestAdapter` with default middleware and `GraphAzureIdentityAuthenticationProvider`; " +
    "the SDK's key model and ODataError map. It takes no AbortSignal.",
  async patch({ keysetId, keyId, status }, getToken) {
    const credential = { getToken: async (_, options) => ({ token: await getToken(options.claims) }) };
    const adapter = new GraphBetaRequestAdapter(new GraphAzureIdentityAuthenticationProvider(credential));
    createGraphBetaServiceClient(adapter); // sets the base URL
    const request = new RequestInformation(HttpMethod.PATCH, TEMPLATE, {
      baseurl: adapter.baseUrl,
      keyset: keysetId,
      key: keyId,
    });
    request.headers.tryAdd("Accept", "application/json");
    request.setContentFromParsable(adapter, "application/json", { status }, serializeTrustFrameworkKey_v2);
    await adapter.sendNoResponseContent(request, { XXX: createODataErrorFromDiscriminatorValue });
  },
};
