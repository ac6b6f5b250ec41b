// An option in inline code, such as `--check`, is not broken at its hyphens.
for (const code of document.querySelectorAll(":not(pre) > code")) {
  if (!/(^|\s)-/.test(code.textContent)) continue;
  const words = code.textContent.split(/(?<=\s)|(?=\s)/).map((word) => {
    if (!word.startsWith("-")) return word;
    const option = document.createElement("span");
    option.className = "option";
    option.textContent = word;
    return option;
  });
  code.replaceChildren(...words);
}

// A long word in a table is broken after a part of it, such as `pyproject.`, `UV_HTTP_` or `mkVirtual`; a hash anywhere.
const ENDS = /(?<=\w[/._:,=@]+)(?=\w)|(?<=[a-z])(?=[A-Z][a-z])|(?<=\w{20})(?=\w)/;
for (const cell of document.querySelectorAll("td")) {
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  const found = [];
  while (texts.nextNode()) found.push(texts.currentNode);
  for (const text of found.filter((it) => it.parentElement.className !== "option")) {
    const parts = text.data.split(ENDS);
    text.replaceWith(...parts.flatMap((part) => [document.createElement("wbr"), part]).slice(1));
  }
}
