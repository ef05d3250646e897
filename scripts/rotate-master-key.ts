// npm run rotate-master-key: makes the next master key in DOORWARD_KEYS and wraps every organization's key by it. Reads DATABASE_URL and DOORWARD_KEYS.
// With --rewrap-only it makes none: for after a kill, or where the new file was put there by other means.
import { connect } from '../prisma/client.ts';
import { rewrapOrganizationKeys } from '../prisma/commands/organization-keys/rewrap.ts';
import { openSecrets } from '../prisma/secrets/secrets.ts';
import { masterKeyInFolder, nextMasterKey } from '../prisma/secrets/master-key.ts';

const { DATABASE_URL: url, DOORWARD_KEYS: folder } = process.env;
if (!url || !folder) throw new Error('set DATABASE_URL and DOORWARD_KEYS as the processes have them');
if (!process.argv.includes('--rewrap-only'))
  console.log(`made ${nextMasterKey(folder)}: copy the file to every machine before you go on`);
const db = await connect(url, { secrets: await openSecrets(folder) });
try {
  const master = masterKeyInFolder(folder);
  console.log(
    `wrapped ${await rewrapOrganizationKeys(db, master)} keys by ${master.id}; older master keys are needed no more`,
  );
} finally {
  await db.close();
}
