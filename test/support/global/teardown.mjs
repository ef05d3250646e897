import { stopAll } from './servers.mjs';

export default () => stopAll();
