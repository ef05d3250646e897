interface Layered {
  originalCode?: unknown;
  code?: unknown;
  meta?: { driverAdapterError?: unknown };
  cause?: unknown;
}

/** The SQLSTATE behind an error of Prisma, of its PostgreSQL adapter or of pg itself: each hides it in another place. */
export function sqlState(error: unknown): string | undefined {
  let layer = error as Layered | undefined;
  for (let depth = 0; layer !== null && typeof layer === 'object' && depth < 4; depth++) {
    if (typeof layer.originalCode === 'string') return layer.originalCode;
    if (typeof layer.code === 'string' && /^[0-9A-Z]{5}$/.test(layer.code) && !/^P\d{4}$/.test(layer.code))
      return layer.code;
    layer = (layer.meta?.driverAdapterError ?? layer.cause) as Layered | undefined;
  }
  return undefined;
}

const transient = new Set(['40001', '40P01', '55P03']);

/** Runs a transaction again on serialization failure, deadlock and lock time-out: the one place where that is done. */
export async function retrying<T>(transaction: () => Promise<T>, attempts = 8): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await transaction();
    } catch (error) {
      const again = transient.has(sqlState(error) ?? '') || (error as Layered).code === 'P2034';
      if (!again || attempt >= attempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 2 ** attempt));
    }
  }
}
