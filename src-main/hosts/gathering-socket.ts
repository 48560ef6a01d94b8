import { connect, type Socket } from 'node:net';

/**
 * A socket that sends all that is written in one turn of the event loop at once. ssh2 writes every packet by itself, and each
 * write is a system call here and wakes the server there: with many sites at once that is much of what a run costs both.
 */
export function connectGathering(host: string, port: number): Socket {
  const socket = connect({ host, port });
  const write = socket.write.bind(socket);
  let gathering = false;
  const send = () => {
    gathering = false;
    socket.uncork();
  };
  socket.write = ((...chunk: Parameters<Socket['write']>) => {
    if (!gathering) {
      gathering = true;
      socket.cork();
      setImmediate(send);
    }
    return write(...chunk);
  }) as Socket['write'];
  return socket;
}
