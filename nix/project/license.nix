# The licenses of nixpkgs for an SPDX expression, or the expression if nixpkgs does not know all of its parts.
# https://peps.python.org/pep-0639/
{ lib }:
expression:
let
  names = lib.filter lib.isString (builtins.split " (AND|OR) " expression);
  licenseOf = name: lib.getLicenseFromSpdxIdOr name null;
  licenses = map licenseOf names;
in
# Before 24.11, nixpkgs did not have the function.
if !(lib ? getLicenseFromSpdxIdOr) || lib.elem null licenses then
  expression
else if lib.length licenses == 1 then
  lib.head licenses
else
  licenses
