import * as z from "zod";

/** The fields every command on monitors takes; nodes of the tree have them too. */
export const monitorSelectionShape = {
  root: z.string().optional(),
  monitor: z.string().optional(),
};
export const monitorSelectionSchema = z.object(monitorSelectionShape);

export const alertSelectionShape = {
  ...monitorSelectionShape,
  keys: z.array(z.string()).readonly().optional(),
};
