# A file for the lock of another repository does not contain its place.
{
  lock = {
    root = fail "other_repository" ''
      this file is for the ${data.lockFile} of another repository: pass its source.
      `${call} { root = src; }`, where src may be an input of the flake or the result of a fetcher.'';
  }
  // data;
}
