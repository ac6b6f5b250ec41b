# Wheels whose file names the Nix store does not allow.
whole: {
  # Installers read the file name: a link in a folder has it.
  renamed =
    file:
    whole.tools.runCommand (whole.storeName file.filename)
      {
        file = whole.fetch (removeAttrs file [ "filename" ]);
        inherit (file) filename;
        passthru.url = file.url or file.path or file.archive;
      }
      ''
        mkdir $out
        ln -s "$file" "$out/$filename"
      '';
}
