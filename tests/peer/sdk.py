"""Microsoft's own Python SDK talks to the emulator. Prints one line of JSON for each check; python.mjs reads them.

It is the generated client as it comes, with every middleware; only its base URL is the emulator's. It has no way to change a key's status.
"""

import asyncio
import json
import sys
import traceback
import urllib.request

from azure.core.credentials import AccessToken
from kiota_authentication_azure.azure_identity_authentication_provider import AzureIdentityAuthenticationProvider
from msgraph_beta import GraphRequestAdapter, GraphServiceClient
from msgraph_beta.generated.models.o_data_errors.o_data_error import ODataError
from msgraph_beta.generated.trust_framework.key_sets.item.generate_key.generate_key_post_request_body import (
    GenerateKeyPostRequestBody,
)
from msgraph_beta.generated.trust_framework.key_sets.item.upload_secret.upload_secret_post_request_body import (
    UploadSecretPostRequestBody,
)

ORIGIN = sys.argv[1]
SIGNING = "B2C_1A_TokenSigningKeyContainer"
ACTIVE = "skXTuCScdUZVjBcseBUAsuHesX2Lm3KrtlHMOI2nXHI"
FACEBOOK = "B2C_1A_FacebookSecret"
EXPIRING = "TzL1P3Vnjo1pp9Gf5D6mFAhfe_rFRF5kNjujX58nGY8"
DATELESS = "VaNReMdclXOfjtEQDOL7B8zYyHIE_Z4gFHwKxfLTRNE"


class Credential:
    """Gives always the same token."""

    def __init__(self, token):
        self.token = token

    def get_token(self, *_scopes, **_options):
        return AccessToken(self.token, 4_070_908_800)


def client_with(token):
    provider = AzureIdentityAuthenticationProvider(Credential(token), allowed_hosts=["127.0.0.1"])
    adapter = GraphRequestAdapter(provider)
    adapter.base_url = f"{ORIGIN}/beta"
    return GraphServiceClient(request_adapter=adapter)


client = client_with("a-token")


def keyset(name, of=client):
    return of.trust_framework.key_sets.by_trust_framework_key_set_id(name)


def control(method, name, body=None):
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{ORIGIN}/_emulator/{name}", data, method=method)) as answer:
        return answer.read()


def paths():
    return [entry["url"].removeprefix("/beta/trustFramework/keySets") for entry in json.loads(control("GET", "journal"))]


def equal(found, wanted):
    assert found == wanted, f"{found!r} is not {wanted!r}"


async def odata_error(promise):
    try:
        await promise
    except ODataError as error:
        return error
    raise AssertionError("it succeeded")


async def lists_the_key_sets():
    found = await client.trust_framework.key_sets.get()
    equal(
        [each.id for each in found.value],
        [SIGNING, "B2C_1A_TokenEncryptionKeyContainer", FACEBOOK, "B2C_1A_RestApiClientCertificate"],
    )
    equal([key.kid for key in found.value[2].keys], [EXPIRING, DATELESS])


async def gets_a_key_set():
    found = await keyset(SIGNING).get()
    equal((found.id, len(found.keys)), (SIGNING, 3))


async def lists_the_keys_of_a_set():
    found = await keyset(FACEBOOK).keys_v2.get()
    equal([(key.kid, key.use, key.kty, key.status.value) for key in found.value], [
        (EXPIRING, "sig", "oct", "enabled"),
        (DATELESS, "sig", "oct", "enabled"),
    ])


async def gets_a_key():
    found = await keyset(SIGNING).keys_v2.by_trust_framework_key_v2_kid(ACTIVE).get()
    equal((found.kid, found.kty, found.status.value), (ACTIVE, "RSA", "enabled"))
    assert found.nbf < found.exp


async def gets_the_active_key_with_parentheses():
    equal((await keyset(SIGNING).get_active_key.get()).kid, ACTIVE)
    equal(paths(), [f"/{SIGNING}/getActiveKey()"])


async def generates_a_key_and_finds_it():
    made = await keyset(SIGNING).generate_key.post(GenerateKeyPostRequestBody(use="sig", kty="RSA", nbf=5))
    equal((made.kty, made.use, made.nbf, made.status.value), ("RSA", "sig", 5, "enabled"))
    found = await keyset(SIGNING).get()
    equal(found.keys[-1].kid, made.kid)


async def uploads_a_secret_that_starts_disabled():
    made = await keyset(FACEBOOK).upload_secret.post(UploadSecretPostRequestBody(use="sig", k="c2VjcmV0"))
    equal((made.kty, made.status.value, made.k), ("oct", "disabled", None))


async def reads_keys_whose_other_members_are_null():
    control("POST", "settings", {"nullMembers": True})
    found = await keyset(FACEBOOK).keys_v2.by_trust_framework_key_v2_kid(DATELESS).get()
    equal((found.kid, found.nbf, found.exp, found.x5c, found.n), (DATELESS, None, None, None, None))


async def an_unknown_key_set_is_an_odata_error_with_a_correlation_id():
    error = await odata_error(keyset("B2C_1A_Nothing").get())
    equal((error.response_status_code, error.error.code), (400, "AADB2C90073"))
    assert "B2C_1A_Nothing" in error.error.message
    equal(len(str(error.error.inner_error.additional_data["correlationId"])), 36)


async def a_token_that_may_only_read_cannot_generate():
    request = GenerateKeyPostRequestBody(use="sig", kty="RSA")
    error = await odata_error(keyset(SIGNING, client_with("read-only")).generate_key.post(request))
    equal((error.response_status_code, error.error.code), (403, "AADB2C"))
    equal((await keyset(SIGNING, client_with("read-only")).get_active_key.get()).kid, ACTIVE)


CHECKS = [
    lists_the_key_sets,
    gets_a_key_set,
    lists_the_keys_of_a_set,
    gets_a_key,
    gets_the_active_key_with_parentheses,
    generates_a_key_and_finds_it,
    uploads_a_secret_that_starts_disabled,
    reads_keys_whose_other_members_are_null,
    an_unknown_key_set_is_an_odata_error_with_a_correlation_id,
    a_token_that_may_only_read_cannot_generate,
]


async def main():
    for check in CHECKS:
        control("POST", "reset")
        failure = None
        try:
            await check()
        except Exception:
            failure = traceback.format_exc()
        print(json.dumps({"check": check.__name__.replace("_", " "), "failure": failure}), flush=True)


asyncio.run(main())
