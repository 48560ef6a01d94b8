/**
 * How a script begins that says what is on a server. Whoever took over the account alone can put programs of its own first: a `~/bin` in PATH, functions
 * of bash that are exported, a library that is loaded before (`LD_PRELOAD`), all from ~/.bashrc. Those are left out here, so that find and md5sum are the server's. It is
 * no protection from who has replaced the server's own programs, or the shell that sshd starts (docs/decisions/0021).
 */
export const systemPrograms = `LC_ALL=C; export LC_ALL
unset LD_PRELOAD LD_AUDIT BASH_ENV ENV GZIP GREP_OPTIONS POSIXLY_CORRECT
unset -f command printf cd test sh find stat xargs md5sum sha256sum gzip head tail tr cat grep readlink timeout nice ionice date wc awk sort sed cut bzip2 xz zstd 2>/dev/null
set -f; o=$IFS; IFS=:; own=
for d in $PATH; do case $d in "\${HOME:-/nonexistent}"/*|[!/]*|'') ;; *) own=$own\${own:+:}$d ;; esac; done
IFS=$o; set +f; [ -z "$own" ] || PATH=$own; export PATH`;
