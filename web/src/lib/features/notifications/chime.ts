/** Two soft notes. Silent where the browser does not let a page sound that nobody has touched. */
const NOTES = [
  { hz: 660, at: 0 },
  { hz: 880, at: 0.11 },
];
const LOUDNESS = 0.06;
const LASTS_S = 0.22;

export function chime(): void {
  try {
    const sound = new AudioContext();
    for (const { hz, at } of NOTES) {
      const note = sound.createOscillator();
      const volume = sound.createGain();
      const start = sound.currentTime + at;
      note.frequency.value = hz;
      volume.gain.setValueAtTime(LOUDNESS, start);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + LASTS_S);
      note.connect(volume).connect(sound.destination);
      note.start(start);
      note.stop(start + LASTS_S);
    }
    setTimeout(() => void sound.close(), 1_000);
  } catch {
    // No sound on this device.
  }
}
