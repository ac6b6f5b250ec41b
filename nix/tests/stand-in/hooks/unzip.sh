# Unpacks .zip sources with the host's Python: not every machine has unzip.
unzipSource() {
  [[ $1 == *.zip ]] && "@hostPython@" -m zipfile -e "$1" .
}
unpackCmdHooks+=(unzipSource)
