// Procedures of the protocol that @libvirt/remote does not use, with reasons.

export const exceptions: readonly {
  readonly why: string;
  readonly procedures: readonly string[];
}[] = [
  {
    why: 'Answers to the procedures that register callbacks, which newer ones have replaced.',
    procedures: [
      ...['DOMAIN_EVENT_LIFECYCLE', 'DOMAIN_EVENT_REBOOT', 'DOMAIN_EVENT_RTC_CHANGE'],
      ...['DOMAIN_EVENT_WATCHDOG', 'DOMAIN_EVENT_IO_ERROR', 'DOMAIN_EVENT_GRAPHICS'],
      ...['DOMAIN_EVENT_IO_ERROR_REASON', 'DOMAIN_EVENT_CONTROL_ERROR', 'DOMAIN_EVENT_BLOCK_JOB'],
      ...['DOMAIN_EVENT_DISK_CHANGE', 'DOMAIN_EVENT_TRAY_CHANGE', 'DOMAIN_EVENT_PMWAKEUP'],
      ...['DOMAIN_EVENT_PMSUSPEND', 'DOMAIN_EVENT_BALLOON_CHANGE', 'DOMAIN_EVENT_PMSUSPEND_DISK'],
      'DOMAIN_EVENT_DEVICE_REMOVED',
      ...['CONNECT_DOMAIN_EVENT_REGISTER', 'CONNECT_DOMAIN_EVENT_DEREGISTER'],
      ...['CONNECT_DOMAIN_EVENT_REGISTER_ANY', 'CONNECT_DOMAIN_EVENT_DEREGISTER_ANY'],
    ],
  },
  {
    why: 'Steps of migration in versions of its protocol that newer ones have replaced.',
    procedures: [
      ...['DOMAIN_MIGRATE_PREPARE', 'DOMAIN_MIGRATE_PERFORM', 'DOMAIN_MIGRATE_FINISH'],
      ...['DOMAIN_MIGRATE_PREPARE2', 'DOMAIN_MIGRATE_FINISH2', 'DOMAIN_MIGRATE_BEGIN3'],
      ...['DOMAIN_MIGRATE_PREPARE3', 'DOMAIN_MIGRATE_PERFORM3', 'DOMAIN_MIGRATE_FINISH3'],
      'DOMAIN_MIGRATE_CONFIRM3',
    ],
  },
  {
    why: 'Tunnelled migration goes from daemon to daemon.',
    procedures: [
      'DOMAIN_MIGRATE_PREPARE_TUNNEL',
      'DOMAIN_MIGRATE_PREPARE_TUNNEL3',
      'DOMAIN_MIGRATE_PREPARE_TUNNEL3_PARAMS',
    ],
  },
  {
    why: 'They pass file descriptors, which Node.js cannot.',
    procedures: [
      ...['DOMAIN_OPEN_GRAPHICS', 'DOMAIN_OPEN_GRAPHICS_FD', 'DOMAIN_CREATE_WITH_FILES'],
      ...['DOMAIN_CREATE_XML_WITH_FILES', 'DOMAIN_FD_ASSOCIATE'],
      ...['DOMAIN_MONITOR_COMMAND_WITH_FILES', 'DOMAIN_OPEN_NAMESPACE'],
    ],
  },
  {
    why: 'The registration ends with the connection; core removes listeners by itself.',
    procedures: ['CONNECT_UNREGISTER_CLOSE_CALLBACK'],
  },
];
