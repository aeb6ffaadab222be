/** How real time stands to an estimate in tenths of n/h, in steps of colour: from 70 % on, and from 100 % on (EST-5). */
export function pace(seconds: number, tenths: number): '' | 'warn' | 'danger' {
  if (tenths <= 0) return '';
  const share = seconds / (tenths * 360); // 1 n/h is compared with 60 minutes of all people together
  return share >= 1 ? 'danger' : share >= 0.7 ? 'warn' : '';
}
