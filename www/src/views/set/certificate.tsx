// A certificate as administrators read one, and where else the same one stands.

import type { Key } from "trustframework-keys";
import { useEffect, useState } from "preact/hooks";
import { readCertificate, type Certificate } from "../../model/certificate";
import { hexOf, nameOf } from "../../model/keys";
import { toSet } from "../../route";
import { twins } from "../../state/sets";
import { Copy } from "../copy";
import { Id, Message, Time } from "../parts";

type State = { is: "reading" } | { is: "unreadable" } | { is: "read"; certificate: Certificate };

export function CertificateFacts({ id, one }: { id: string; one: Key }) {
  const { x5c, x5t } = one;
  const first: unknown = Array.isArray(x5c) ? x5c[0] : undefined;
  const [state, setState] = useState<State>({ is: "reading" });
  useEffect(() => {
    if (typeof first === "string")
      readCertificate(first).then(
        (certificate) => setState({ is: "read", certificate }),
        () => setState({ is: "unreadable" }),
      );
  }, [first]);
  const certificate = state.is === "read" ? state.certificate : undefined;
  const thumbprint = certificate?.thumbprint ?? (typeof x5t === "string" ? hexOf(x5t) : undefined);
  const others = twins.value.get(nameOf(id, one.kid)) ?? [];
  return (
    <>
      {state.is === "unreadable" && <Message tone="warn">This certificate cannot be read.</Message>}
      <dl class="members certificate" aria-label="Certificate">
        {certificate && (
          <>
            <Fact name="Subject">{certificate.subject}</Fact>
            <Fact name="Issuer">
              {certificate.issuer === certificate.subject ? `${certificate.issuer} (self-signed)` : certificate.issuer}
            </Fact>
            <Fact name="Valid from">
              <Time ms={certificate.from} absent="" />
            </Fact>
            <Fact name="Valid until">
              <Time ms={certificate.until} absent="" />
            </Fact>
          </>
        )}
        {thumbprint !== undefined && (
          <Fact name="Thumbprint">
            <code>{thumbprint}</code> <Copy text={thumbprint} what="the thumbprint" />
          </Fact>
        )}
        {certificate && (
          <Fact name="Serial">
            <code>{certificate.serial}</code>
          </Fact>
        )}
        <Fact name="Also in">
          {others.length === 0
            ? "no other key set of this tenant"
            : others.map(({ keysetId, keyId }) => (
                <span key={nameOf(keysetId, keyId)} class="twin">
                  <a href={toSet(keysetId, keyId)}>
                    <Id id={keysetId} />
                  </a>
                </span>
              ))}
        </Fact>
      </dl>
    </>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
