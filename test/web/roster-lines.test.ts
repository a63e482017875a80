/** A list of names as people have it becomes lines of a roster. */
import { expect, test } from "vitest";
import { linesOf } from "../../web/src/lib/features/roster/lines.ts";

const line = (name: string, handle: string, role = "", email = "") => ({ name, handle, role, email });

test("a name alone is enough: its handle is made of it", () => {
  expect(linesOf("Ada Lovelace\n\n  Grace Hopper  \n")).toEqual([
    line("Ada Lovelace", "ada.lovelace"),
    line("Grace Hopper", "grace.hopper"),
  ]);
});

test("without a heading what a cell looks like says what it is, in whichever order the columns stand", () => {
  expect(linesOf("Ada Lovelace, @ada, student, ada@school.example\nAlan Turing,alan@school.example,ta")).toEqual([
    line("Ada Lovelace", "ada", "student", "ada@school.example"),
    line("Alan Turing", "alan.turing", "ta", "alan@school.example"),
  ]);
});

test("a heading says which column is which, in English or Arabic, and what else there is is left out", () => {
  const csv = "\uFEFFE-mail;Matriculation;Full name;Username\nada@x.example;0042;Lovelace, Ada;ada\n";
  expect(linesOf(csv)).toEqual([line("Lovelace, Ada", "ada", "", "ada@x.example")]);
  expect(linesOf("الاسم\tالبريد\nليلى\tlayla@x.example")).toEqual([line("ليلى", "ليلى", "", "layla@x.example")]);
});

test("quotes hold a comma in a name, and a name that leaves no handle takes that of the address", () => {
  expect(linesOf('"Lovelace, Ada",ada')).toEqual([line("Lovelace, Ada", "ada")]);
  expect(linesOf("李, li.wei@x.example")).toEqual([line("李", "li.wei", "", "li.wei@x.example")]);
});

test("what is wrong stays as it was written, for the server to say so", () => {
  expect(linesOf("name,handle,role\nAda,a!,boss")).toEqual([line("Ada", "a!", "boss")]);
  expect(linesOf("Boss, boss1, principal")).toEqual([line("Boss", "boss1", "principal")]);
  expect(linesOf("  \n ")).toEqual([]);
});

test("lines that were pasted below a heading of another system are lines", () => {
  expect(linesOf("name,handle\r\nAda,ada\nGrace,grace\n")).toEqual([line("Ada", "ada"), line("Grace", "grace")]);
  expect(linesOf("name,handle\nAda,ada\r\nGrace,grace\r\n")).toEqual([line("Ada", "ada"), line("Grace", "grace")]);
});
