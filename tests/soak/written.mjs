// Writes WWW-Authenticate in every way that RFC 9110 section 11 allows, as a list of choices says.

const NOISE = "eyJub2lzZSI6MX0="; // {"noise":1}
const DECOY = 'x", Bearer error="insufficient_claims", claims="eyJub2lzZSI6MX0="';
const OTHERS = [
  ["realm", ""],
  ["authorization_uri", "https://login.example/a,b=c"],
  ["trusted_issuers", '\\"\\\\" , ,'],
  ["n", "7"],
];

export class Written {
  text = "";
  #choices;

  // Each choice is a byte, and when they run out the plainest way is chosen.
  constructor(choices) {
    this.#choices = [...choices];
  }

  // A header of challenges before and after one that asks for claims, given in base64.
  static askingFor(claims, choices) {
    const header = new Written(choices);
    header.#noises(4);
    header.#challenge("Bearer", [
      ["error", "insufficient_claims"],
      ["claims", claims],
    ]);
    header.#noises(4);
    return header.text;
  }

  // A header without any challenge that asks for claims.
  static askingForNothing(choices) {
    const header = new Written(choices);
    header.#noises(6);
    return header.text;
  }

  #choose(among) {
    return (this.#choices.shift() ?? 0) % among;
  }

  #one(list) {
    return list[this.#choose(list.length)];
  }

  // Challenges that ask for no claims, though they may look like it.
  #noises(most) {
    for (let left = this.#choose(most); left > 0; left -= 1) {
      const noise = this.#choose(8);
      if (noise === 1) {
        this.#beginElement();
        this.#word("Negotiate");
        this.text += " YII/+~-._Jv==";
      } else if (noise === 7)
        this.#challenge("Basic", [
          ["x", DECOY],
          ["y", "\\"],
          ["error", "insufficient_claims"],
        ]);
      else {
        const error = noise === 2 ? "invalid_token" : "insufficient_claims";
        const wanted = [
          ["error", error],
          ["claims", noise === 6 ? "not base64!" : NOISE],
        ];
        this.#challenge(
          noise === 5 ? "PoP" : "Bearer",
          noise === 0 ? [] : noise === 3 ? wanted.slice(0, 1) : noise === 4 ? wanted.slice(1) : wanted,
        );
      }
    }
  }

  #challenge(scheme, wanted) {
    const parameters = [...wanted];
    for (let more = this.#choose(3); more > 0; more -= 1) parameters.push(this.#one(OTHERS));
    const turn = this.#choose(8) % Math.max(parameters.length, 1);
    parameters.push(...parameters.splice(0, turn));
    if (this.#choose(2) === 1) parameters.reverse();

    this.#beginElement();
    this.#word(scheme);
    parameters.forEach(([name, value], index) => {
      if (index === 0) this.text += this.#one([" ", "  ", "   "]);
      else this.#beginElement();
      this.#word(name);
      this.#blank();
      this.text += "=";
      this.#blank();
      this.#value(value);
    });
  }

  // A comma, where something stands before it, with blanks and empty elements as the list rule of section 5.6.1.2 has them.
  #beginElement() {
    const choice = this.#choose(6);
    if (this.text === "") this.text += choice === 5 ? " ,, " : "";
    else this.text += [", ", ", ", ", ", ",", "\t ,\t", " , ,,  "][choice];
  }

  // Blanks that nobody should send and everybody must take.
  #blank() {
    this.text += this.#one(["", "", "", " ", "\t", "  "]);
  }

  // A scheme or a name, in any case.
  #word(word) {
    const way = this.#choose(4);
    if (way < 2) this.text += word;
    else
      this.text +=
        way === 2
          ? word.toUpperCase()
          : word.replace(/../g, ([first, second]) => first.toLowerCase() + second.toUpperCase());
  }

  // A quoted-string, or a token where the value can be one.
  #value(value) {
    if (/^[\w!#$%&'*+.^`|~-]+$/.test(value) && this.#choose(2) === 1) this.text += value;
    else this.text += `"${value.replace(this.#choose(4) === 3 ? /./gs : /["\\]/g, "\\$&")}"`;
  }
}
