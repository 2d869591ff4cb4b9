// Prints the message with which the first call fails.
const { native } = await import('@libvirt/native');
try {
  await native.virGetVersion();
  console.log('it was loaded');
} catch (error) {
  console.log(error.message);
}
