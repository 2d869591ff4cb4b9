{
  # Build tags, set by the options of scripts/build-addon.mjs: a library whose files are left out.
  'variables': {
    'without_qemu%': 0,
    'without_lxc%': 0,
    'without_admin%': 0,
    # To try what other systems than Linux wait with.
    'poll%': 0,
  },
  'targets': [
    {
      'target_name': 'libvirt',
      # Named again because gyp takes a leading "lib" off a target's name.
      'product_name': 'libvirt',
      'sources': ['<!@(node -p "fs.readdirSync(\'src\', { recursive: true }).filter((name) => name.endsWith(\'.cc\')).map((name) => \'src/\' + name).sort().join(\' \')")'],
      'include_dirs': ['src'],
      'dependencies': ["<!(node -p \"require('node-addon-api').targets\"):node_addon_api_except"],
      'defines': [
        'NAPI_VERSION=9',
        'LIBVIRT_NATIVE_VERSION="<!(node -p "require(\'./package.json\').version")"',
        'NODE_ADDON_API_DISABLE_DEPRECATED',
        'NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS',
      ],
      'cflags_cc!': ['-std=gnu++17', '-std=gnu++20', '-O3'],
      'cflags_cc': [
        '-std=c++17',
        '-fvisibility=hidden',
        '-ffunction-sections',
        '-fdata-sections',
        '-Wall',
        '-Wextra',
        '-Werror',
      ],
      'configurations': {
        'Release': {
          'conditions': [
            ['OS=="linux"', {
              'cflags_cc': ['-O2'],
              'ldflags': ['-static-libstdc++', '-static-libgcc'],
            }],
          ],
        },
        # Watches its own memory: npm run test:memory.
        'Debug': {
          'conditions': [
            ['OS=="linux"', {
              'cflags_cc': ['-fsanitize=address,undefined', '-g', '-O1', '-fno-omit-frame-pointer'],
              'ldflags': ['-fsanitize=address,undefined'],
            }],
          ],
        },
      },
      'conditions': [
        ['poll==1', {'defines': ['LIBVIRT_POLL']}],
        ['without_qemu==1', {'sources/': [['exclude', '/qemu_[^/]*$']]}],
        ['without_lxc==1', {'sources/': [['exclude', '/lxc_[^/]*$']]}],
        ['without_admin==1', {'sources/': [['exclude', '/admin_[^/]*$']]}],
        ['OS=="linux"', {
          'libraries': ['-ldl'],
          'ldflags': [
            '-Wl,-z,relro,-z,now',
            # A worker thread's exit would unload the addon while its threads still run in it.
            '-Wl,-z,nodelete',
            '-Wl,--version-script=<(module_root_dir)/exports.map',
            '-Wl,--gc-sections',
            '-pthread',
          ],
        }],
        ['OS=="mac"', {
          'xcode_settings': {
            'CLANG_CXX_LANGUAGE_STANDARD': 'c++17',
            'CLANG_CXX_LIBRARY': 'libc++',
            'GCC_ENABLE_CPP_EXCEPTIONS': 'YES',
            'GCC_OPTIMIZATION_LEVEL': '2',
            'GCC_SYMBOLS_PRIVATE_EXTERN': 'YES',
            'MACOSX_DEPLOYMENT_TARGET': '11.0',
            'OTHER_CPLUSPLUSFLAGS': ['-Wall', '-Wextra', '-Werror'],
            'DEAD_CODE_STRIPPING': 'YES',
          },
        }],
      ],
    },
  ],
}
