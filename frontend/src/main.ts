import { wails } from './lib/api/wails';
import { start } from './start';

start(wails);
