# Joins the parts of the functions. Each part is a function of the whole, and gives attributes of it; the data
# decides which parts a file has. There is one whole for the file, and one for each package set.
parts:
let
  join =
    start:
    let
      whole = builtins.foldl' (sum: part: sum // part whole) (
        start
        // {
          within = more: join (start // more);
        }
      ) parts;
    in
    whole;
  workspace =
    data:
    let
      whole = join {
        # The same for a lock in another folder.
        at = root: workspace (data // { root = root.outPath or root; });
        # A file for the lock of another repository does not contain its place.
        lock = {
          root = whole.fail "other_repository" ''
            this file is for the ${data.lockFile} of another repository: pass its source.
            `${whole.call} { root = src; }`, where src may be an input of the flake or the result of a fetcher.'';
        }
        // data;
      };
    in
    whole.${if data ? script then "script" else "project"};
in
workspace
