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
