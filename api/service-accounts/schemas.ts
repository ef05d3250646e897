import { z } from 'zod';
import { Line, OrgRole } from '../schemas.ts';

/** Answered as a member of kind service_account. */
export const CreateServiceAccount = z
  .strictObject({ name: Line(200), purpose: Line(500), role: OrgRole.default('viewer') })
  .meta({ id: 'CreateServiceAccount' });
