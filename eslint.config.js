import js from '@eslint/js';
import { defineConfig } from 'eslint/config';
import jsdoc from 'eslint-plugin-jsdoc';
import tseslint from 'typescript-eslint';
import packageOrder from './eslint/package-order.js';
import plainWords from './eslint/plain-words.js';

const nodeGlobals = [
  'AbortController',
  'AbortSignal',
  'Buffer',
  'URL',
  'clearTimeout',
  'console',
  'fetch',
  'process',
  'setTimeout',
];

export default defineConfig(
  {
    ignores: [
      '**/generated/',
      '**/dist/',
      '**/build/',
      '**/.reports/',
      '.build-tags/',
      'docs/.site/',
      'docs/.blocks/',
    ],
  },
  js.configs.recommended,
  ...packageOrder,
  ...plainWords,
  {
    files: ['**/*.{js,mjs,cjs}'],
    languageOptions: {
      globals: Object.fromEntries(nodeGlobals.map((name) => [name, 'readonly'])),
    },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // The values of an enum are plain numbers here, and TypeScript itself refuses another enum's.
      '@typescript-eslint/no-unsafe-enum-comparison': 'off',
      // Indexing may miss by its type; where it cannot, `!` says so.
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
    },
  },
  {
    // Its raw functions fail with records, as the addon's do; core makes errors of them.
    files: ['packages/remote/src/**/*.ts'],
    rules: {
      '@typescript-eslint/only-throw-error': 'off',
      '@typescript-eslint/prefer-promise-reject-errors': 'off',
      '@typescript-eslint/no-invalid-void-type': ['error', { allowAsThisParameter: true }],
    },
  },
  {
    // What users read: every exported name of the published packages has its sentence.
    files: [
      'native/lib/**/*.ts',
      'packages/{core,qemu,lxc,admin,fleet,modload,xml}/src/**/*.ts',
      'packages/remote/src/index.ts',
    ],
    extends: [jsdoc.configs['flat/recommended-typescript-error']],
    rules: {
      // An error's stack goes through awaits, and not reliably through promises that are passed on.
      '@typescript-eslint/return-await': ['error', 'always'],
      'jsdoc/require-jsdoc': [
        'error',
        {
          publicOnly: true,
          contexts: [
            'TSInterfaceDeclaration',
            'TSTypeAliasDeclaration',
            'ExportNamedDeclaration > VariableDeclaration',
            'ClassDeclaration > ClassBody > MethodDefinition[accessibility!="private"]',
          ],
        },
      ],
      'jsdoc/require-param': 'off',
      'jsdoc/require-returns': 'off',
      'jsdoc/tag-lines': 'off',
    },
  },
);
