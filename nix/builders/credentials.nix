# The attributes that log a build in to the servers of an index, by index.
{
  inherit (builtins) concatStringsSep mapAttrs;

  credentials = mapAttrs (
    _: index:
    if index ? netrcPhase then
      index
    else
      {
        netrcPhase = concatStringsSep "" (
          map (host: ''
            printf 'machine %s login %s password %s\n' \
              "${escaped host}" "''$${index.username}" "''$${index.password}" >> netrc
          '') index.hosts
        );
        netrcImpureEnvVars = [
          index.username
          index.password
        ];
      }
  ) lock.indexes;
}
