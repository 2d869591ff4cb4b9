import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { disk, overlay, shortPath, within } from '../src/base/files.js';
import { temporaryDirectory } from './support/workspace.js';

function tree(): string {
  const root = temporaryDirectory();
  mkdirSync(join(root, 'a/b'), { recursive: true });
  writeFileSync(join(root, 'a/x.go'), 'package x\n');
  writeFileSync(join(root, 'a/y.txt'), 'y');
  writeFileSync(join(root, 'other'), 'package other\n');
  return root;
}

describe('disk', () => {
  it('tells files from directories, and follows links', () => {
    const root = tree();
    symlinkSync(join(root, 'a'), join(root, 'link'));
    expect(disk.kind(join(root, 'link'))).toBe('link');
    expect(disk.isDirectory(join(root, 'link'))).toBe(true);
    expect(disk.hasGoFiles(join(root, 'a'))).toBe(true);
    expect(disk.hasGoFiles(join(root, 'a/b'))).toBe(false);
    expect(disk.kind(join(root, 'a/x.go/go.mod'))).toBeUndefined();
    expect(disk.entries(join(root, 'a')).map(({ name }) => name)).toEqual(['b', 'x.go', 'y.txt']);
  });
});

describe('overlay', () => {
  it('replaces, adds and deletes files', () => {
    const root = tree();
    const files = overlay(
      JSON.stringify({ Replace: { 'a/x.go': '', 'a/z.go': 'other', 'new/deep/w.go': 'other' } }),
      root,
    );
    expect(files.entries(join(root, 'a')).map(({ name }) => name)).toEqual(['b', 'y.txt', 'z.go']);
    expect(files.read(join(root, 'a/z.go'))).toBe('package other\n');
    expect(() => files.read(join(root, 'a/x.go'))).toThrow('no such file');
    expect(files.isDirectory(join(root, 'new/deep'))).toBe(true);
    expect(files.hasGoFiles(join(root, 'new/deep'))).toBe(true);
    expect(files.hasGoFiles(join(root, 'new'))).toBe(false);
    expect(files.isOverlaid(join(root, 'a/z.go'))).toBe(true);
    expect(files.isOverlaid(join(root, 'a/y.txt'))).toBe(false);
  });

  it('rejects a path that occurs twice', () => {
    const text = JSON.stringify({ Replace: { x: 'a', './x': 'b' } });
    expect(() => overlay(text, '/r')).toThrow('repeated in overlay file');
    expect(() => overlay('{"Replace": {"": "a"}}', '/r')).toThrow('empty string key');
  });
});

describe('within and shortPath', () => {
  it('within() compares path elements, and resolves links', () => {
    const root = tree();
    symlinkSync(join(root, 'a'), join(root, 'link'));
    expect(within('/a/b/c', '/a')).toBe('b/c');
    expect(within('/a', '/a')).toBe('.');
    expect(within('/ab', '/a')).toBe('');
    expect(within(join(root, 'link/b'), join(root, 'a'))).toBe('b');
  });

  it('shortPath() returns the relative path if it is shorter', () => {
    expect(shortPath('/a/b/c', '/a/b')).toBe('c');
    expect(shortPath('/x', '/very/far/away')).toBe('/x');
  });
});
