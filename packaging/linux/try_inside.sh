#!/bin/bash
# The part of try_in_root.sh that runs inside the fresh system: install, use, remove.
set -euo pipefail
cd /var/tmp
user=pupil

# Every file with its owner, rights and content, but for what apt and dpkg write about themselves.
census() {
    find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /tmp -o -path /var/tmp -o -path /home \
        -o -path /var/cache/apt -o -path /var/lib/apt -o -path /var/lib/dpkg -o -path /var/log \) -prune \
        -o -printf '%y %m %u:%g %p -> %l\n' | sort
    find /etc /usr /var -xdev \( -path /var/tmp -o -path /var/cache/apt -o -path /var/lib/apt -o -path /var/lib/dpkg \
        -o -path /var/log \) -prune -o -type f -print0 | sort -z | xargs -0 sha256sum
}

installed() { dpkg-query -W -f '${Package} ${db:Status-Status} ${Installed-Size} kB\n' steppe steppe-kiosk; }

quiet_apt() { apt-get -y -qq --no-install-recommends "$@" >>apt.log 2>&1 || { tail -20 apt.log >&2; exit 1; }; }

case "$1" in
    install)
        echo "== what they depend on, from the archive"
        apt-get update -qq
        quiet_apt satisfy "$(dpkg-deb --field steppe.deb Depends)"
        quiet_apt satisfy "$(dpkg-deb --field steppe-kiosk.deb Depends | sed 's/steppe ([^)]*), //')"
        census >before
        echo "== install, once more, remove, install again"
        quiet_apt install ./steppe.deb ./steppe-kiosk.deb
        installed
        quiet_apt install --reinstall ./steppe.deb ./steppe-kiosk.deb
        quiet_apt remove steppe steppe-kiosk
        ! [ -e /usr/lib/steppe ] || { echo "remove left /usr/lib/steppe" >&2; exit 1; }
        quiet_apt install ./steppe.deb ./steppe-kiosk.deb
        getent passwd steppe-kiosk
        stat -c '%U:%G %a %n' /var/lib/steppe-kiosk /var/lib/steppe/models
        systemd-analyze verify --man=no /usr/lib/systemd/system/steppe-kiosk.service
        systemctl enable steppe-kiosk.service 2>&1
        useradd --create-home "$user"
        # in the user's own store, as `steppe models pull` would have put it
        install -d -o "$user" -g "$user" /home/$user/.local /home/$user/.local/share /home/$user/.local/share/steppe
        cp -a models /home/$user/.local/share/steppe/
        chown -R "$user:$user" /home/$user/.local
        ;;
    use)
        echo "== use, without a network"
        su "$user" -s /bin/bash -c "cd && bash -e /var/tmp/try_inside.sh as-user"
        ;;
    as-user)
        steppe --version
        ! grep -q ':' <(tail -n +3 /proc/net/dev | grep -v '^ *lo:') || { echo "there is a network" >&2; exit 1; }
        steppe solve --model "$MODEL" "A farmer has hens and rabbits. Together they have 35 heads and 94 feet. How many rabbits does he have?"
        echo 'import numpy as np; print(round(float(np.linalg.det(np.array([[1.0, 2], [3, 4]]))), 6))' | steppe run -
        steppe doctor || echo "doctor: exit code $?"
        echo "written by the user outside the home folder:"
        find / -xdev \( -path /proc -o -path /home \) -prune -o -user "$(id -un)" -print 2>/dev/null || true
        ;;
    remove)
        echo "== remove, then purge"
        quiet_apt remove steppe-kiosk steppe
        echo "left after remove (settings of an administrator and what was written):"
        census >removed
        diff <(grep -v '^[0-9a-f]\{64\} ' before) <(grep -v '^[0-9a-f]\{64\} ' removed) | grep '^[<>]' || true
        quiet_apt purge steppe-kiosk steppe
        userdel --remove "$user" 2>/dev/null
        # copies that tools for users keep of their files
        ignored='/etc/(passwd|group|shadow|gshadow|subuid|subgid)-( |$)'
        ! getent passwd steppe-kiosk || { echo "the kiosk's user is still there" >&2; exit 1; }
        ! getent group steppe-kiosk || { echo "the kiosk's group is still there" >&2; exit 1; }
        ! dpkg-query -W steppe steppe-kiosk 2>/dev/null | grep . || { echo "dpkg still knows the packages" >&2; exit 1; }
        census >after
        left=$(diff before after | grep '^[<>]' | grep -vE "$ignored" || true)
        if [ -n "$left" ]; then
            printf 'left or changed after purge, which should not be:\n%s\n' "$left" >&2
            exit 1
        fi
        echo "left or changed after purge: nothing"
        ;;
esac
