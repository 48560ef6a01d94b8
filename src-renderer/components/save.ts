/** Hands a text to the browser as a file to keep. */
export function save(name: string, type: string, text: string): void {
  handOver(name, new Blob([text], { type }));
}

function handOver(name: string, blob: Blob): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** Hands bytes, in base64, to the browser as a file to keep. */
export function saveBytes(name: string, type: string, base64: string): void {
  const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
  handOver(name, new Blob([bytes], { type }));
}
