import { describe, expect, test } from 'vitest';
import { runProgram } from './process.js';

function hint(platform: string, release: string | null): string {
  const { code, stdout, stderr } = runProgram('install-hint.mjs', [
    JSON.stringify({ platform, release }),
  ]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return stdout.trimEnd();
}

const apt = 'sudo apt-get install libvirt0';
const dnf = 'sudo dnf install libvirt-libs';
const zypper = 'sudo zypper install libvirt-libs';
const pacman = 'sudo pacman -S libvirt';

describe('installHint', () => {
  test.each([
    ['Debian', 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n', apt],
    ['Ubuntu', 'ID=ubuntu\nID_LIKE=debian\nVERSION_CODENAME=noble\n', apt],
    ['Linux Mint', 'ID=linuxmint\nID_LIKE="ubuntu debian"\n', apt],
    ['Fedora', 'NAME="Fedora Linux"\nID=fedora\nVERSION_ID=42\n', dnf],
    ['Rocky Linux', 'ID="rocky"\nID_LIKE="rhel centos fedora"\n', dnf],
    ['openSUSE', 'ID="opensuse-tumbleweed"\nID_LIKE="opensuse suse"\n', zypper],
    ['SLES', 'ID="sles"\nID_LIKE="suse"\n', zypper],
    ['Arch Linux', 'ID=arch\nBUILD_ID=rolling\n', pacman],
    ['EndeavourOS', 'ID="endeavouros"\nID_LIKE="arch"\n', pacman],
    ['Alpine Linux', 'ID=alpine\nVERSION_ID=3.22.1\n', 'sudo apk add libvirt-libs'],
  ])('returns the command for %s', (_, release, command) => {
    expect(hint('linux', release)).toBe(command);
  });

  test('returns the command for macOS', () => {
    expect(hint('darwin', null)).toBe('brew install libvirt');
  });

  test.each([
    ['an unknown Linux', 'linux', 'ID=unheard-of\nID_LIKE="nor of this"\n'],
    ['a Linux without os-release', 'linux', null],
    ['a Linux with an empty name', 'linux', 'NAME=\n'],
    ['another system', 'sunos', null],
  ])("names Debian's package on %s", (_, platform, release) => {
    expect(hint(platform, release)).toBe("the package is named like Debian's libvirt0");
  });
});
