# Unpacks .zip sources, by the host's Python: not every machine has an unzip.
unzipSource() {
  [[ $1 == *.zip ]] && "@hostPython@" -m zipfile -e "$1" .
}
unpackCmdHooks+=(unzipSource)
