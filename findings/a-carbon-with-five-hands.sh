#!/usr/bin/env bash
# openchemlib 9.25.0 and @rdkit/rdkit 2026.9.1, the two that read chemical formulas (SMILES) in pages, to draw them and to weigh
# them.
#
# Guess: both refuse what is no molecule and agree on the rest but the third decimal; names of isotopes and rarer elements differ.
# Seen: RDKit refuses; openchemlib makes something of nearly everything: a carbon with five neighbours is C6H15, and its weight goes
# with it; a bracket that nobody closes is closed; an aromatic ring that cannot be one (a pupil who leaves out a c of benzene) is a
# radical with a weight. `[HH]`, the hydrogen of the textbook, is ONE atom to it, half as heavy as RDKit's and as its own `[H][H]`.
# The star that stands for anything (`*C`) is counted as a carbon, and of `C~C` (any bond) the six hydrogens are gone. Its formulas
# are in no order that is taught: water with heavy hydrogen is OD2, copper sulfate O4CuS, table salt ClNa. RDKit in turn does not
# know [D] for what it writes as [2H].
#
# What it means: a field for molecules asks RDKit whether it is one, whoever draws it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >/dev/null
npm install --silent --no-audit --no-fund openchemlib@9.25.0 @rdkit/rdkit@2026.9.1 node@24.21.0 >/dev/null 2>&1
cat >run.mjs <<'JS'
import assert from "node:assert/strict";
import initialise from "@rdkit/rdkit";
import { Molecule } from "openchemlib";
const rdkit = await (initialise.default ?? initialise)();
rdkit.disable_logging?.();
function openchemlib(smiles) {
  const { formula, relativeWeight } = Molecule.fromSmiles(smiles).getMolecularFormula();
  return `${formula} ${relativeWeight.toFixed(2)}`;
}
function weight(smiles) {
  const molecule = rdkit.get_mol(smiles);
  if (molecule === null) return "refused";
  const { amw } = JSON.parse(molecule.get_descriptors());
  molecule.delete();
  return amw.toFixed(2);
}
const seen = Object.fromEntries(
  Object.entries({
    alcohol: "CCO",
    five: "C(C)(C)(C)(C)C",
    open: "CC(C",
    ring: "c1cccc1",
    hydrogen: "[HH]",
    two: "[H][H]",
    star: "*C",
    any: "C~C",
    heavy: "[2H]O[2H]",
    deuterium: "[D]O[D]",
    sulfate: "[Cu+2].[O-]S(=O)(=O)[O-]",
    salt: "[Na+].[Cl-]",
  }).map(([name, smiles]) => [name, [openchemlib(smiles), weight(smiles)]]),
);
console.log(seen);
assert.deepEqual(seen, {
  alcohol: ["C2H6O 46.07", "46.07"],
  five: ["C6H15 87.19", "refused"],
  open: ["C3H8 44.10", "refused"],
  ring: ["C5H5 65.09", "refused"],
  hydrogen: ["H 1.01", "2.02"],
  two: ["H2 2.02", "2.02"],
  star: ["C2 24.02", "15.04"],
  any: ["C2 24.02", "32.09"],
  heavy: ["OD2 20.03", "20.03"],
  deuterium: ["OD2 20.03", "refused"],
  sulfate: ["O4CuS 159.61", "159.61"],
  salt: ["ClNa 58.44", "58.44"],
});
JS
./node_modules/.bin/node run.mjs 2>/dev/null
