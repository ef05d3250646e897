import { z } from 'zod';
import { Email } from '../schemas.ts';

export const AskSignInLink = z.strictObject({ email: Email }).meta({ id: 'AskSignInLink' });
export const SignInLinkAsked = z
  .object({ says: z.string() })
  .meta({ id: 'SignInLinkAsked', description: 'The same for an address that we know and one that we don’t' });
