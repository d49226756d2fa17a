#!/bin/sh
# Installs simkit from this stick, without network and without make: sh install.sh [FOLDER]
# FOLDER is where Python's packages go; without one it is simkit-env in your home folder.
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd) || exit 2
env=${1:-"$HOME/simkit-env"}
case "$(uname -s)-$(uname -m)" in
  Linux-x86_64) kind=linux ;;
  Darwin-arm64) kind=mac ;;
  *) kind=other ;;
esac
py=
for p in python3.12 python3.13 python3.11 python3 python; do
  v=$("$p" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
  if [ -f "$here/requirements/$kind-$v.txt" ]; then py=$p; break; fi
done
if [ -z "$py" ]; then
  echo "Tidak ada Python yang cocok di sini. Stik ini melayani:"
  echo "No Python here that fits. This stick serves:"
  ls "$here/requirements" | sed 's/\.txt$//; s/^/  /'
  exit 2
fi
echo "Memasang ke / Installing into: $env ($kind, Python $v)"
"$py" -m venv "$env" || {
  echo "Debian/Ubuntu: apt install python$v-venv"
  exit 2
}
# --isolated: an index or a mirror in somebody's own settings must not be asked.
"$env/bin/python" -m pip --isolated --disable-pip-version-check install --quiet --no-index --no-deps \
  --require-hashes --find-links "$here/wheels" -r "$here/requirements/$kind-$v.txt" || {
  echo "Gagal. Bila tertulis HASHES, salin ulang isi stik. / Failed. If it says HASHES, copy the stick again."
  exit 1
}
"$env/bin/python" -m pip --isolated --disable-pip-version-check check || exit 1
exec "$env/bin/simkit" workshop check --for @USE@ --lang @LANG@
