# Wheels whose file names the Nix store does not allow.
{
  # Installers read the file name: a link in a folder has it.
  renamed =
    file:
    tools.runCommand (storeName file.filename)
      {
        file = fetch (removeAttrs file [ "filename" ]);
        inherit (file) filename;
        passthru.url = file.url or file.path or file.archive;
      }
      ''
        mkdir $out
        ln -s "$file" "$out/$filename"
      '';
}
