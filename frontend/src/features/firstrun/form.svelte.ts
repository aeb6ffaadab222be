/** What has been typed on the first screen. It outlives a change of the language, which builds the screen anew. */
class FirstRunForm {
  way = $state<'join' | 'create'>('join');
  invitation = $state('');
  company = $state('');
  name = $state('');
  email = $state('');

  get complete(): boolean {
    if (this.way === 'join') return this.invitation.trim() !== '';
    return this.company.trim() !== '' && this.name.trim() !== '' && this.email.includes('@');
  }
}

export const form = new FirstRunForm();
