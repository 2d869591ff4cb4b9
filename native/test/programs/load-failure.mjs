// Prints the message with which loading fails.
try {
  await import('@libvirt/native');
  console.log('it was loaded');
} catch (error) {
  console.log(error.message);
}
