/** Milliseconds of this process's own work: what others take of the machine meanwhile is not in them, so that they bound work and not luck. */
export function cpuTimer(): () => number {
  const began = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(began);
    return (user + system) / 1000;
  };
}
