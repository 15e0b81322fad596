"use client";

import { createContext, type ReactNode, useContext } from "react";

export type Brand = {
  name: string;
  /** Path of the operator's picture. Null = the bell. */
  logo: string | null;
  /** Page of the booking platform to which people go back. */
  wayBack: string | null;
};

const BrandContext = createContext<Brand>({ name: "Bellhop", logo: null, wayBack: null });

/** Provides the look that the operator, or the hand-off of this session, has chosen. */
export const BrandProvider = ({ brand, children }: { brand: Brand; children: ReactNode }) => (
  <BrandContext value={brand}>{children}</BrandContext>
);

export const useBrand = (): Brand => useContext(BrandContext);
