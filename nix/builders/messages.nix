# Errors and warnings. The book has an entry for each code.
rec {
  page = "https://uvnix.github.io/uvnix/reference/evaluation-errors.html";
  message = code: text: "uvnix: ${text}\nuvnix::eval::${code}: ${page}#uvnixeval${code}";
  fail = code: text: throw (message code text);
  warn = code: text: builtins.trace (message code text);
}
