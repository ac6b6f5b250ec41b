{
  mkEditablePyprojectOverlay =
    arguments:
    if arguments.members or [ ] == [ ] then
      _: _: { }
    else
      fail "not_editable" "${toString arguments.members} cannot be made editable: only local packages can.";
}
