import { provide } from './servers.mjs';

export default () => provide('temporal');
