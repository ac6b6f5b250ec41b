# In an archive of a tag, git replaces $Format:%d$ by the name of the tag.
{
  phases.versioneer = ''
    { grep -rlF --include='*.py' 'git_refnames = "$Format:%d$"' . || true; } | while read -r file; do
      prefix=$(sed -n 's/^ *cfg\.tag_prefix = "\(.*\)"$/\1/p' "$file")
      substituteInPlace "$file" --replace-fail '$Format:%d$' " (tag: $prefix$version)"
    done
  '';
}
