import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

export default ts.config(
  { ignores: ['dist', 'node_modules', 'wailsjs', 'src/lib/paraglide', 'shots'] },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  { languageOptions: { globals: { ...globals.browser, ...globals.node } } },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    files: ['src/**/*.{ts,svelte}'],
    rules: {
      'no-restricted-imports': ['error', { patterns: [{ group: ['**/wailsjs/**'], message: 'Only lib/api knows the bindings.' }] }],
      'no-restricted-syntax': [
        'error',
        { selector: "MemberExpression[object.name='navigator'][property.name=/^languages?$/]", message: 'The language comes from Go.' },
        { selector: 'CallExpression[callee.property.name=/^toLocale/]', message: 'Use lib/i18n/format with its explicit locale.' },
      ],
      'max-lines': ['error', { max: 400 }],
    },
  },
  { files: ['src/**/*.svelte'], rules: { 'max-lines': ['error', { max: 200 }] } },
  {
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Maps and sets here are local look-ups; what is reactive says so with $state.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  { files: ['src/lib/api/**'], rules: { 'no-restricted-imports': 'off' } },
);
