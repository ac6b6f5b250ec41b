# What one uv.nix installs for `deps.all`, or `deps.default` where conflicts are declared, in every environment that it names:
# { environment = [ "name version file" ]; }. $UV_NIX names it.
{
  # The folder of evaluate.nix.
  tests,
}:
let
  inherit (builtins)
    attrNames
    baseNameOf
    elemAt
    getEnv
    isAttrs
    length
    listToAttrs
    match
    pathExists
    replaceStrings
    seq
    stringLength
    substring
    tryEval
    ;

  # cp311.3-x86_64-linux
  argumentsOf =
    environment:
    let
      parts = match "cp3([0-9]+)([.][0-9]+)?-([^-]+-[^-]+)" environment;
      python = "3.${elemAt parts 0}";
    in
    {
      inherit python;
      system = elemAt parts 2;
      pythonFullVersion = if elemAt parts 1 == null then null else python + elemAt parts 1;
    };

  withoutHost = replaceStrings [ "https://files.example/" ] [ "" ];
  hasSuffix =
    suffix: text:
    let
      start = stringLength text - stringLength suffix;
    in
    start >= 0 && substring start (-1) text == suffix;
  root = dirOf (getEnv "UV_NIX");
  nameOf =
    src:
    if src == null then
      "nothing"
    else if isAttrs src && src ? rev then
      "git ${src.url} ${src.ref or src.rev}"
    else if isAttrs src && !(src ? name) then
      replaceStrings [ root (dirOf root) ] [ "." ".." ] src.url
    else if isAttrs src then
      withoutHost src.url + (if hasSuffix src.name src.url then "" else " as ${src.name}")
    else
      replaceStrings [ root (dirOf root) ] [ "." ".." ] (toString src);

  # Git and folders that are not there can be named, but not evaluated any further.
  file =
    package:
    let
      src = package.src or null;
      folder = if isAttrs src then src.origin or null else src;
      isComplete = folder == null || pathExists folder;
      attempt = tryEval (
        seq (if isComplete then package.drvPath else "") (nameOf src)
      );
    in
    if attempt.success then attempt.value else "REFUSED";

  describe =
    pythonSet: name:
    let
      package = pythonSet.${name};
    in
    "${name} ${package.version} ${file package}";

  installed =
    environment:
    let
      ask =
        spec:
        import (tests + "/evaluate.nix") (
          {
            uvNix = toString ./offline.nix;
            inherit spec;
          }
          // argumentsOf environment
        );
      everything = ask "all";
      # Where conflicts are declared, nothing has everything.
      inherit (if (tryEval (length everything.closure)).success then everything else ask "default")
        closure
        pythonSet
        ;
      toAttribute = name: {
        inherit name;
        value = null;
      };
    in
    map (describe pythonSet) (attrNames (listToAttrs (map toAttribute closure)));
in
listToAttrs (
  map (environment: {
    name = environment;
    value = installed environment;
  }) (import ./offline.nix).environments
)
