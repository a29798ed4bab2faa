// What has to be done once in Entra before anybody can sign in here, with everything to copy.

import { redirectUri } from "../../connect/connect";
import { Copy } from "../copy";

const PERMISSION = "TrustFrameworkKeySet.ReadWrite.All";
const REGISTRATIONS =
  "https://portal.azure.com/#view/Microsoft_AAD_B2CAdmin/TenantManagementMenuBlade/~/registeredApps";

export function Steps() {
  return (
    <details class="steps-box">
      <summary>The first time: register an app, in five steps</summary>
      <ol class="steps">
        <li>
          In the Azure portal, switch to the <strong>B2C tenant's own directory</strong> and open{" "}
          <a href={REGISTRATIONS} target="_blank" rel="noreferrer">
            App registrations
          </a>
          . <em>New registration</em>, for <em>Accounts in this organizational directory only</em>.
        </li>
        <li>
          Redirect URI: choose <em>Single-page application (SPA)</em> and enter{" "}
          <CopyText text={redirectUri()} what="the redirect URI" />
        </li>
        <li>
          <em>API permissions</em>, <em>Add a permission</em>, <em>Microsoft Graph</em>, <em>Delegated permissions</em>:{" "}
          <CopyText text={PERMISSION} what="the permission" />
        </li>
        <li>
          <em>Grant admin consent</em>, on the same page. It takes an administrator who may consent for the tenant.
        </li>
        <li>
          From <em>Overview</em>, copy the <em>Application (client) ID</em> into the field below, and the tenant's
          domain.
        </li>
      </ol>
    </details>
  );
}

function CopyText({ text, what }: { text: string; what: string }) {
  return (
    <span class="copy-text">
      <code>{text}</code> <Copy text={text} what={what} />
    </span>
  );
}
