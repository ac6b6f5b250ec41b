# The attributes that log a build in to the servers of an index, by index.
whole: {
  credentials = builtins.mapAttrs (
    _: index:
    if index ? netrcPhase then
      index
    else
      {
        netrcPhase = builtins.concatStringsSep "" (
          map (host: ''
            printf 'machine %s login %s password %s\n' \
              "${whole.escaped host}" "''$${index.username}" "''$${index.password}" >> netrc
          '') index.hosts
        );
        netrcImpureEnvVars = [
          index.username
          index.password
        ];
      }
  ) whole.lock.indexes;
}
