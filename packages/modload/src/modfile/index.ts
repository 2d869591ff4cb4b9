/** go.mod, go.work, go.sum and vendor/modules.txt. Go: golang.org/x/mod/modfile. */

export {
  autoQuote,
  checkCanonicalVersion,
  isDirectoryPath,
  isToolchain,
  mustQuote,
  type Exclude,
  type Godebug,
  type GoDirective,
  type PathDirective,
  type Replace,
  type ToolchainDirective,
  type VersionFixer,
} from './directives.js';
export { DirectiveFile } from './directive-file.js';
export * from './gomod.js';
export * from './gosum.js';
export * from './gowork.js';
export * from './modulestxt.js';
export * from './scan.js';
export {
  FileSyntax,
  type CommentBlock,
  type Comments,
  type Line,
  type LineBlock,
  type Statement,
} from './syntax.js';
