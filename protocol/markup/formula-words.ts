/**
 * A formula where nothing is drawn: in a line of a list, in a notification. What letters can say is said in letters (`\frac{1}{2}` is
 * 1/2, `x^2` is x²); of the rest the names of commands stay and their marks go. Pure.
 */

const LETTERS =
  "alpha α beta β gamma γ delta δ epsilon ε varepsilon ε zeta ζ eta η theta θ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ sigma σ tau τ upsilon υ phi φ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω";
const SIGNS =
  "sum ∑ prod ∏ int ∫ infty ∞ partial ∂ nabla ∇ cdot · times × div ÷ pm ± leq ≤ le ≤ geq ≥ ge ≥ neq ≠ ne ≠ approx ≈ equiv ≡ sim ∼ in ∈ notin ∉ subset ⊂ subseteq ⊆ cup ∪ cap ∩ emptyset ∅ forall ∀ exists ∃ neg ¬ land ∧ lor ∨ to → rightarrow → Rightarrow ⇒ leftarrow ← iff ⇔ mapsto ↦ ldots … dots … cdots ⋯ ell ℓ langle ⟨ rangle ⟩ mid ∣ circ ∘ oplus ⊕ quad   qquad  ";
const RAISED = "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻nⁿiⁱ";
const LOWERED = "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋iᵢjⱼnₙkₖ";

const pairs = (text: string) => {
  const words = text.split(" ");
  return new Map(words.flatMap((word, i) => (i % 2 === 0 ? [[word, words[i + 1] ?? ""] as const] : [])));
};
let commands: Map<string, string> | undefined;
const signOf = (name: string): string => (commands ??= pairs(`${LETTERS} ${SIGNS}`)).get(name) ?? name;

/** All of it as small signs, or as it stands behind its mark. */
function small(text: string, signs: string, mark: string): string {
  const all = [...signs];
  const found = [...text].map((letter) => {
    const at = all.indexOf(letter);
    return at < 0 || at % 2 === 1 ? undefined : all[at + 1];
  });
  if (found.every((sign) => sign !== undefined)) return found.join("");
  return mark + ([...text].length > 1 ? `(${text})` : text);
}

const bare = (part: string) => (/^[\p{L}\p{N}.]*$/u.test(part) ? part : `(${part})`);

/** @param source of a formula, without the marks around it */
export function formulaWords(source: string): string {
  let text = source.slice(0, 2_000).replace(/\\(?:left|right|displaystyle|[,;:! ])/gu, "");
  // From the inside out, a bounded number of times: what is nested deeper stays as it is.
  for (let depth = 0; depth < 8; depth++) {
    const before = text;
    text = text
      .replace(/\\(?:text|mbox|mathrm|mathbf|mathbb|mathcal|mathit|operatorname)\s*\{([^{}]*)\}/gu, "$1")
      .replace(
        /\\[dt]?frac\s*\{([^{}]*)\}\s*\{([^{}]*)\}/gu,
        (_, over: string, under: string) => `${bare(over)}/${bare(under)}`,
      )
      .replace(/\\sqrt\s*\{([^{}]*)\}/gu, (_, inner: string) => `√${bare(inner)}`)
      .replace(/\^\{([^{}]*)\}/gu, (_, up: string) => small(up, RAISED, "^"))
      .replace(/_\{([^{}]*)\}/gu, (_, down: string) => small(down, LOWERED, "_"))
      .replace(/\\([A-Za-z]+)/gu, (whole, name: string) =>
        /^(?:[dt]?frac|sqrt|text|mbox|math\w+|operatorname)$/u.test(name) ? whole : signOf(name),
      );
    if (text === before) break;
  }
  return text
    .replace(/\^([^\s{}\\(])/gu, (_, up: string) => small(up, RAISED, "^"))
    .replace(/_([^\s{}\\(])/gu, (_, down: string) => small(down, LOWERED, "_"))
    .replace(/\\\\|[{}\\&]/gu, " ")
    .replace(/\s+/gu, " ")
    .trim();
}
