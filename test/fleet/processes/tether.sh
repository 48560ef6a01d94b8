#!/bin/sh
# tether.sh COMMAND...: becomes COMMAND, and ends it, with everything that it started, as soon as standard input closes.
# Only the program that started it holds the other end, so even a kill -9 of that program leaves no daemon behind.
# It must be started as leader of a process group of its own (node: detached).
daemon=$$

# The process ids of the daemon and its descendants. sshd's sessions leave the process group, so it is read from /proc.
family() {
  found=" $daemon " grown=yes
  while [ "$grown" ]; do
    grown=
    for stat in /proc/[0-9]*/stat; do
      read -r line 2>/dev/null <"$stat" || continue
      pid=${line%% *} rest=${line##*) }
      parent=${rest#* } parent=${parent%% *}
      case $found in *" $pid "*) continue ;; esac
      case $found in *" $parent "*) found="$found$pid " grown=yes ;; esac
    done
  done
  echo "$found"
}

# True while a member runs; one that only waits to be reaped (Z) is gone.
any_left() {
  for pid in $members; do
    read -r line 2>/dev/null <"/proc/$pid/stat" || continue
    case ${line##*) } in Z*) ;; *) return 0 ;; esac
  done
  return 1
}

guard() {
  trap '' TERM INT HUP
  read -r _ <&4
  kill -0 "$daemon" 2>/dev/null || exit 0
  members=$(family)
  kill -TERM $members 2>/dev/null
  tries=0
  while any_left && [ "$tries" -lt 200 ]; do
    tries=$((tries + 1))
    sleep 0.05
  done
  kill -KILL $members 2>/dev/null
}

exec 4<&0 </dev/null
# Started twice over, so that the guard is nobody's child: the daemon would wonder about a child that it doesn't know.
# The guard keeps descriptor 3 open until all is over: that is how the program knows.
(guard >/dev/null 2>&1 &)
exec "$@" 3>&- 4<&-
