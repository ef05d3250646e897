import react from '@vitejs/plugin-react';
import mantine from 'postcss-preset-mantine';
import { defineConfig } from 'vite';

process.env.NODE_ENV = 'production'; // also where a test run builds it: else React's slow build for development

export default defineConfig({
  plugins: [react()],
  css: { postcss: { plugins: [mantine()] } },
  // the API puts a fresh nonce in its place with every answer (api/console.ts)
  html: { cspNonce: '__CSP_NONCE__' },
  // no data: URLs, so that the policy need not allow them
  build: { target: 'es2022', assetsInlineLimit: 0, reportCompressedSize: false, chunkSizeWarningLimit: 700 },
});
