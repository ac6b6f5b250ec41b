{
  mkEditablePyprojectOverlay =
    {
      root ? null,
      members ? [ ],
    }:
    if members == [ ] then
      _: _: { }
    else
      fail "not_editable" "${toString members} cannot be made editable: only local packages can.";
}
