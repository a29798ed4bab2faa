// The beta SDK's adapter, key model and error map. It has no request builders for trust framework keys, so the request is described by
// hand, as a generated builder would. The adapter is made with the first call and kept, which is its quickest form.

import { HttpMethod, RequestInformation } from "@microsoft/kiota-abstractions";
import { GraphBetaRequestAdapter, createGraphBetaServiceClient } from "@microsoft/msgraph-beta-sdk";
import { serializeTrustFrameworkKey_v2 } from "@microsoft/msgraph-beta-sdk/models/index.js";
import { createODataErrorFromDiscriminatorValue } from "@microsoft/msgraph-beta-sdk/models/oDataErrors/index.js";
import { GraphAzureIdentityAuthenticationProvider } from "@microsoft/msgraph-sdk-core";

const TEMPLATE = "{+baseurl}/trustFramework/keySets/{keyset}/keys_v2/{key}";

let adapter;
let token;

export default async function patch(keysetId, keyId, status, newest) {
  token = newest;
  adapter ??= makeAdapter();
  const request = new RequestInformation(HttpMethod.PATCH, TEMPLATE, {
    baseurl: adapter.baseUrl,
    keyset: keysetId,
    key: keyId,
  });
  request.headers.tryAdd("Accept", "application/json");
  request.setContentFromParsable(adapter, "application/json", { status }, serializeTrustFrameworkKey_v2);
  await adapter.sendNoResponseContent(request, { XXX: createODataErrorFromDiscriminatorValue });
}

function makeAdapter() {
  const made = new GraphBetaRequestAdapter(
    new GraphAzureIdentityAuthenticationProvider({ getToken: async () => ({ token }) }),
  );
  createGraphBetaServiceClient(made); // sets the base URL
  return made;
}
